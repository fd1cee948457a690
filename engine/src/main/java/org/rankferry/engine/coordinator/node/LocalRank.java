package org.rankferry.engine.coordinator.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameText;
import org.rankferry.protocol.wire.codec.RankOrderKind;

/**
 * A copy of a rank on this node.
 *
 * <pre>
 *  STARTED   its process runs, it has not joined yet
 *  JOINED    connected; computes its beginning, or restores its image
 *  READY     waits at the barrier
 *  RUNNING   computes and talks
 *  STALLING  was told to be quiet
 *  QUIET     is
 *  AWAY      has let go of the agent, and is captured as it is
 *  RESUMING  was told to go on
 *  FINISHED  has done its work
 *  ENDED     no process is left
 *
 *  STARTED - JOINED - READY - RESUMING - RUNNING - STALLING - QUIET - RESUMING
 *                                          RUNNING - FINISHED       any - ENDED
 *                                                        QUIET - AWAY - QUIET
 * </pre>
 */
final class LocalRank {
    private static final Map<State, Set<State>> NEXT = Map.of(
        State.STARTED, EnumSet.of(State.JOINED, State.ENDED),
        State.JOINED, EnumSet.of(State.READY, State.ENDED),
        State.READY, EnumSet.of(State.RESUMING, State.ENDED),
        // It may have done its work before it hears of a stall, and be stalled again before it says that it runs.
        State.RUNNING, EnumSet.of(State.STALLING, State.FINISHED, State.ENDED),
        State.STALLING, EnumSet.of(State.STALLING, State.QUIET, State.RESUMING, State.FINISHED, State.ENDED),
        State.QUIET, EnumSet.of(State.STALLING, State.RESUMING, State.AWAY, State.ENDED),
        State.AWAY, EnumSet.of(State.QUIET, State.ENDED),
        State.RESUMING, EnumSet.of(State.RUNNING, State.STALLING, State.FINISHED, State.ENDED),
        State.FINISHED, EnumSet.of(State.ENDED),
        State.ENDED, EnumSet.noneOf(State.class));
    private static final Pattern ADDRESS = Pattern.compile("[!-~]{1,255}");

    private final int number;
    private final long epoch;
    private final RankCopy process;
    private State state = State.STARTED;
    private RankLink connection;
    private String address = "";
    private Set<Integer> peers;

    /** See above. */
    enum State { STARTED, JOINED, READY, RUNNING, STALLING, QUIET, AWAY, RESUMING, FINISHED, ENDED }

    /**
     * Started.
     *
     * @param epoch in which it was launched: with job and number, the name of this copy.
     */
    LocalRank(final int number, final long epoch, final RankCopy process) {
        this.number = number;
        this.epoch = epoch;
        this.process = process;
    }

    int number() {
        return number;
    }

    long epoch() {
        return epoch;
    }

    State state() {
        return state;
    }

    String address() {
        return address;
    }

    void joined(final RankLink from) {
        become(State.JOINED);
        connection = from;
    }

    /** Whether this connection is its. */
    boolean isBehind(final RankLink other) {
        return connection == other;
    }

    void ready(final String at) {
        final String word = checked(at);
        become(isAway() ? State.QUIET : State.READY);
        address = word;
    }

    void quiet(final String at) {
        final String word = checked(at);
        become(State.QUIET);
        address = word;
    }

    void running() {
        become(State.RUNNING);
    }

    void finished() {
        become(State.FINISHED);
    }

    void ended() {
        become(State.ENDED);
    }

    /** What went wrong with it, and what it has said of that itself. */
    String fault(final String what) {
        final String words = process.lastWords();
        return words.isEmpty() ? what : what + "; it said: " + words;
    }

    /** Ranks it has connections with, or null for all. */
    void peers(final String list) {
        try {
            peers = list.equals("*") ? null : list.isEmpty() ? Set.of()
                : Arrays.stream(list.split(",", -1)).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
        } catch (final NumberFormatException e) {
            throw new FrameFault("peers of " + this + " are '" + list + "'");
        }
    }

    private static String checked(final String at) {
        if (!ADDRESS.matcher(at).matches()) {
            throw new FrameFault("address '" + at + "' is not 1 to 255 printable characters without blanks");
        }
        return at;
    }

    /** The one place where the state changes. What the rank itself may not say now is a fault of its frame. */
    private void become(final State next) {
        if (!NEXT.get(state).contains(next)) {
            throw new FrameFault(this + " can't become " + next);
        }
        state = next;
    }

    /** Whether one of these ranks is this or has a connection with it. */
    boolean touches(final Set<Integer> moving) {
        return moving.contains(number) || peers == null || peers.stream().anyMatch(moving::contains);
    }

    /** Whether it can be told to be quiet, once or once more. */
    boolean canStall() {
        return NEXT.get(state).contains(State.STALLING);
    }

    /** Whether it waits for an order to go on. */
    boolean isHeld() {
        return state == State.READY || state == State.STALLING || state == State.QUIET || state == State.AWAY;
    }

    /** Whether it computes, or has done so to the end. */
    boolean isGoing() {
        return state == State.RUNNING || state == State.FINISHED;
    }

    /** Whether it has ever been told to go on. */
    boolean hasRun() {
        return state != State.STARTED && state != State.JOINED && state != State.READY;
    }

    boolean hasFinished() {
        return state == State.FINISHED;
    }

    /** Whether a process may be there. */
    boolean isAlive() {
        return state != State.ENDED;
    }

    void start(final String imageDoor) {
        connection.order(imageDoor == null ? RankOrderKind.START : RankOrderKind.RESTORE, epoch,
            imageDoor == null ? "" : imageDoor);
    }

    /** Lets go of the agent, to be captured; comes back when there is a note. */
    void leave(final long of, final Path note) {
        become(State.AWAY);
        connection.order(RankOrderKind.LEAVE, of, note.toString());
    }

    /** Has let go. */
    void left() {
        connection = null;
    }

    /** Has come back. */
    void back(final RankLink from) {
        connection = from;
    }

    boolean isAway() {
        return state == State.AWAY;
    }

    /** Under which all of it is. */
    OptionalLong process() {
        return process.root();
    }

    void stall(final long of, final boolean everybody, final Set<Integer> moving, final boolean captured) {
        become(State.STALLING);
        connection.order(RankOrderKind.STALL, of, (everybody ? "global" : "local") + (captured ? "+captured " : " ")
            + moving.stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
    }

    void checkpoint(final long of, final String door) {
        connection.order(RankOrderKind.CHECKPOINT, of, door);
    }

    /** Locations as the ranks of a node are told them: texts that fit into a frame each. */
    static List<String> pieces(final Map<Integer, String> locations) {
        final List<String> pieces = new ArrayList<>();
        final StringBuilder piece = new StringBuilder();
        for (final Map.Entry<Integer, String> entry : new TreeMap<>(locations).entrySet()) {
            final String pair = entry.getKey() + " " + entry.getValue() + " ";
            if (piece.length() + pair.length() > FrameText.MAX_PIECE_LENGTH) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            piece.append(pair);
        }
        if (!piece.isEmpty()) {
            pieces.add(piece.toString());
        }
        return pieces;
    }

    /** Has it go on; the locations in {@link #pieces}. */
    void resume(final long of, final List<String> locations) {
        become(State.RESUMING);
        locations.forEach(piece -> connection.order(RankOrderKind.LOCATIONS, of, piece));
        connection.order(RankOrderKind.RESUME, of, "");
    }

    /** Hears what it said before it ended. */
    void drain() {
        while (connection != null && connection.doWork() > 0) {
            // Its process is gone, so all of it is here.
        }
    }

    /** Has it killed; {@link #ended} follows when that has happened. */
    void end() {
        process.end();
    }

    /** Has it killed, and waits for that. */
    void close() {
        process.close();
    }

    @Override
    public String toString() {
        return "rank " + number + " (" + state + ", epoch " + epoch + ")";
    }
}
