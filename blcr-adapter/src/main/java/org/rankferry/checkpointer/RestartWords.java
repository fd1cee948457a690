package org.rankferry.checkpointer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.rankferry.engine.checkpoint.RestoreException;

/**
 * What was said about the restart of a rank: options of the checkpointer's own program, but for {@code program=PATH}
 * and {@code stream=NAME}.
 *
 * @param command the program that was found, then its options.
 * @param stream  that was named, or null.
 */
public record RestartWords(List<String> command, String stream) {
    /** Of the word that names a stream. */
    public static final String STREAM_WORD = "stream=";
    private static final String PROGRAM_WORD = "program=";

    /** Copies what it is given. */
    public RestartWords {
        command = List.copyOf(command);
    }

    /**
     * Reads them.
     *
     * @param rank     in messages.
     * @param words    as they were given.
     * @param program  that is taken unless another is named.
     * @param variable of the environment that may name another.
     * @param software that has to be installed for it.
     * @throws RestoreException when there is no such program, with the remedy.
     */
    public static RestartWords read(
        final int rank, final List<String> words, final String program, final String variable, final String software) {

        final String named = System.getenv(variable);
        String wanted = named == null || named.isEmpty() ? program : named;
        String stream = null;
        final List<String> options = new ArrayList<>();
        for (final String word : words) {
            if (word.startsWith(PROGRAM_WORD)) {
                wanted = word.substring(PROGRAM_WORD.length());
            } else if (word.startsWith(STREAM_WORD)) {
                stream = word.substring(STREAM_WORD.length());
            } else {
                options.add(word);
            }
        }
        final Path found = ExternalProgram.find(wanted);
        if (found == null) {
            throw new RestoreException("rank " + rank + " can't be restarted here: there is no program " + wanted
                + "; install " + software + ", or name its " + program + " with " + variable + " or " + PROGRAM_WORD
                + "PATH", null);
        }
        options.addFirst(found.toString());
        return new RestartWords(options, stream);
    }
}
