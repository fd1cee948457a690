package org.rankferry.report.figure;

import java.awt.Color;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Colours by what they are for. In SVG each is a CSS variable, so that a page gives them for light and for dark. Hues
 * of marks differ in lightness too, so that they stay apart for those who see few hues; against their ground all have a
 * contrast of 3 or more, and texts of 4.5 or more.
 */
public enum Ink {
    /** Ground of a figure. */
    GROUND(0xFFFFFF, 0x15181C),
    /** Texts. */
    TEXT(0x1B1F24, 0xE8EAED),
    /** Texts of less weight, axes. */
    MUTED(0x59616B, 0xA8B0BA),
    /** Lines behind marks. */
    GRID(0xDDE1E6, 0x343A42),
    /** Numbers that others measured. */
    QUOTED(0x737B85, 0x8B949E),
    /** Bytes that move or are written. */
    BLUE(0x0067A5, 0x58A9E0),
    /** Waiting. */
    VERMILION(0xC8401A, 0xF07C52),
    /** Going on. */
    GREEN(0x00805B, 0x3DBB94),
    /** Restarting. */
    AMBER(0xB07400, 0xE8B23A),
    /** Releasing. */
    PURPLE(0x8E4A9E, 0xC58FD4),
    /** Preparing. */
    GREY(0x737B85, 0x9AA3AD);

    private final int light;
    private final int dark;

    Ink(final int light, final int dark) {
        this.light = light;
        this.dark = dark;
    }

    /** In names of CSS classes and variables. */
    String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As pixels have it, for light ground. */
    Color light() {
        return new Color(light);
    }

    /** Contrast with the ground, from 1 to 21, as the WCAG reckon it. */
    double contrast(final boolean onDark) {
        final double one = luminance(onDark ? dark : light);
        final double ground = luminance(onDark ? GROUND.dark : GROUND.light);
        return (Math.max(one, ground) + 0.05) / (Math.min(one, ground) + 0.05);
    }

    private static double luminance(final int colour) {
        return 0.2126 * linear(colour >> 16 & 0xFF) + 0.7152 * linear(colour >> 8 & 0xFF)
            + 0.0722 * linear(colour & 0xFF);
    }

    private static double linear(final int channel) {
        final double part = channel / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    /** Declarations of all variables, for light ground. */
    public static String lightVariables() {
        return variables(ink -> ink.light);
    }

    /** Declarations of all variables, for dark ground. */
    public static String darkVariables() {
        return variables(ink -> ink.dark);
    }

    private static String variables(final Function<Ink, Integer> colour) {
        return Arrays.stream(values())
            .map(ink -> String.format(Locale.ROOT, "--rf-%s:#%06x;", ink.css(), colour.apply(ink)))
            .collect(Collectors.joining());
    }

    /** Rules of the classes that drawings use. */
    public static String rules() {
        return Arrays.stream(values())
            .map(ink -> String.format(
                Locale.ROOT, ".f-%1$s{fill:var(--rf-%1$s)}.s-%1$s{stroke:var(--rf-%1$s)}", ink.css()))
            .collect(Collectors.joining());
    }
}
