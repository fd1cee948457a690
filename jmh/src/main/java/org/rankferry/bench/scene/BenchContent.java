package org.rankferry.bench.scene;

/** What the ranks write, and whether somebody looks at it afterwards. */
public enum BenchContent {
    /** Prepared bytes, and each image is compared with them outside the timed part. */
    CHECKED("checked", "prepared", "write"),
    /** Prepared bytes that nobody compares. */
    UNCHECKED("not checked", "prepared", "write"),
    /** Chunks as they are: without the ranks' own copy, the way from the pool to the images is measured alone. */
    UNWRITTEN("not written", "none", "reserve");

    private final String words;
    private final String rankContent;
    private final String rankMode;

    BenchContent(final String words, final String rankContent, final String rankMode) {
        this.words = words;
        this.rankContent = rankContent;
        this.rankMode = rankMode;
    }

    /** For people, and for {@code verify} of a result where nobody looked. */
    public String words() {
        return words;
    }

    /** {@code --content} of a rank. */
    String rankContent() {
        return rankContent;
    }

    /** {@code --mode} of a rank. */
    String rankMode() {
        return rankMode;
    }
}
