package org.rankferry.report.page;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.rankferry.engine.cli.CommandFailure;
import org.rankferry.report.figure.Drawing;
import org.rankferry.report.figure.PngPainter;
import org.rankferry.report.figure.SvgPainter;

/**
 * Where a report goes: {@code index.html}, and {@code figures/} with SVG, PNG and CSV of each figure. Files of an
 * earlier report in the same place are written over, each as a whole; others are left alone.
 */
public final class ReportFiles {
    private static final String REMEDY = "; give a directory you may write to with --output";

    private final Path directory;
    private final Path figures;
    private String withoutPng = "";

    /**
     * Makes the directory.
     *
     * @throws CommandFailure when that can't be.
     */
    public ReportFiles(final Path directory) {
        this.directory = directory;
        this.figures = directory.resolve("figures");
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new CommandFailure(
                "--output " + directory + " is no directory; give one you may write to with --output", null);
        }
        try {
            Files.createDirectories(figures);
        } catch (final IOException e) {
            throw new CommandFailure("--output " + directory + " can't be made: " + e + REMEDY, e);
        }
        if (!Files.isWritable(directory) || !Files.isWritable(figures)) {
            throw new CommandFailure("--output " + directory + " can't be written to" + REMEDY, null);
        }
    }

    /** Writes it; figures first, so that a page that is there has all of its own. */
    public void write(final Page page) {
        final List<Figure> drawn = page.sections().stream().flatMap(section -> section.figures().stream())
            .filter(Figure::isDrawn).toList();
        try {
            for (final Figure figure : drawn) {
                write(figure);
            }
            whole(directory.resolve("index.html"), out -> out.write(page.html().getBytes(StandardCharsets.UTF_8)));
        } catch (final IOException e) {
            throw new CommandFailure("the report can't be written to " + directory + ": " + e + REMEDY, e);
        }
    }

    /** Why there are no PNG files; the empty string when there are. */
    public String withoutPng() {
        return withoutPng;
    }

    private void write(final Figure figure) throws IOException {
        final Drawing drawing = figure.chart().draw(Page.WIDE);
        final Figure.Text text = figure.text();
        whole(figures.resolve(figure.id() + ".svg"), out -> out.write(
            SvgPainter.file(drawing, figure.id(), text.title(), text.alt()).getBytes(StandardCharsets.UTF_8)));
        whole(figures.resolve(figure.id() + ".csv"), out -> out.write(
            figure.data().toCsv().getBytes(StandardCharsets.UTF_8)));
        if (withoutPng.isEmpty()) {
            try {
                whole(figures.resolve(figure.id() + ".png"), out -> PngPainter.write(drawing, out));
            } catch (final LinkageError | InternalError e) {
                withoutPng = "this Java runtime can't draw texts: " + e.getMessage()
                    + "; install libfreetype6, fontconfig and a font for PNG files";
            }
        }
    }

    private void whole(final Path file, final Content content) throws IOException {
        final Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            try (OutputStream out = Files.newOutputStream(partial)) {
                content.writeTo(out);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Bytes of a file. */
    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }
}
