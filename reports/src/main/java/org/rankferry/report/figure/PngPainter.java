package org.rankferry.report.figure;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.imageio.ImageIO;

import org.rankferry.report.figure.Mark.Anchor;
import org.rankferry.report.figure.Mark.Dash;
import org.rankferry.report.figure.Mark.Face;

/** Drawings as PNG on light ground, two pixels for each of CSS. Needs no display. */
public final class PngPainter {
    private static final int DENSITY = 2;
    private static final double MARGIN = 12;

    static {
        System.setProperty("java.awt.headless", "true"); // a display that is named but not there would end it
    }

    private final Graphics2D canvas;

    private PngPainter(final Graphics2D canvas) {
        this.canvas = canvas;
    }

    /**
     * Writes one.
     *
     * @throws IOException when the stream fails.
     * @throws LinkageError where the Java runtime has no library for fonts.
     */
    public static void write(final Drawing drawing, final OutputStream out) throws IOException {
        final BufferedImage image = new BufferedImage(
            (int) Math.ceil((drawing.width() + 2 * MARGIN) * DENSITY),
            (int) Math.ceil((drawing.height() + 2 * MARGIN) * DENSITY), BufferedImage.TYPE_INT_RGB);
        final Graphics2D canvas = image.createGraphics();
        try {
            canvas.setColor(Ink.GROUND.light());
            canvas.fillRect(0, 0, image.getWidth(), image.getHeight());
            canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            canvas.setRenderingHint(
                RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            canvas.scale(DENSITY, DENSITY);
            canvas.translate(MARGIN, MARGIN);
            final PngPainter painter = new PngPainter(canvas);
            drawing.marks().forEach(painter::paint);
        } finally {
            canvas.dispose();
        }
        ImageIO.write(image, "png", out);
    }

    private void paint(final Mark mark) {
        switch (mark) {
            case Mark.Box box -> {
                canvas.setColor(box.ink().light());
                canvas.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
            }
            case Mark.Frame frame -> {
                canvas.setColor(frame.ink().light());
                canvas.setStroke(stroke(1.5, frame.dash()));
                canvas.draw(new Rectangle2D.Double(frame.x(), frame.y(), frame.width(), frame.height()));
            }
            case Mark.Line line -> {
                canvas.setColor(line.ink().light());
                canvas.setStroke(stroke(line.thickness(), line.dash()));
                canvas.draw(path(line.points()));
            }
            case Mark.Area area -> {
                final Path2D path = path(area.points());
                path.closePath();
                canvas.setColor(area.ink().light());
                canvas.fill(path);
            }
            case Mark.Disc disc -> {
                canvas.setColor(disc.ink().light());
                canvas.fill(new Ellipse2D.Double(
                    disc.x() - disc.radius(), disc.y() - disc.radius(), 2 * disc.radius(), 2 * disc.radius()));
            }
            case Mark.Text text -> paint(text);
        }
    }

    private void paint(final Mark.Text text) {
        final int style = text.face() == Face.BOLD ? Font.BOLD : text.face() == Face.ITALIC ? Font.ITALIC : Font.PLAIN;
        canvas.setFont(new Font(Font.SANS_SERIF, style, 1).deriveFont((float) text.size()));
        canvas.setColor(text.ink().light());
        final double wide = canvas.getFontMetrics().getStringBounds(text.text(), canvas).getWidth();
        final double shift = text.anchor() == Anchor.START ? 0 : text.anchor() == Anchor.MIDDLE ? wide / 2 : wide;
        canvas.drawString(text.text(), (float) (text.x() - shift), (float) text.y());
    }

    private static BasicStroke stroke(final double thickness, final Dash dash) {
        return dash == Dash.SOLID ? new BasicStroke((float) thickness)
            : new BasicStroke(
                (float) thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {dash.length()}, 0);
    }

    private static Path2D path(final List<double[]> points) {
        final Path2D path = new Path2D.Double();
        path.moveTo(points.getFirst()[0], points.getFirst()[1]);
        points.stream().skip(1).forEach(point -> path.lineTo(point[0], point[1]));
        return path;
    }
}
