package org.rankferry.protocol.session;

import org.agrona.DirectBuffer;
import org.rankferry.protocol.wire.FrameCheck;
import org.rankferry.protocol.wire.FrameFault;
import org.rankferry.protocol.wire.FrameHeader;
import org.rankferry.protocol.wire.FrameSink;
import org.rankferry.protocol.wire.Names;
import org.rankferry.protocol.wire.codec.AttachDecoder;
import org.rankferry.protocol.wire.codec.CommitDecoder;
import org.rankferry.protocol.wire.codec.ImageBeginDecoder;
import org.rankferry.protocol.wire.codec.ImageEndDecoder;
import org.rankferry.protocol.wire.codec.RankPhase;
import org.rankferry.protocol.wire.codec.RefusalCode;
import org.rankferry.protocol.wire.codec.StreamEndDecoder;
import org.rankferry.protocol.wire.codec.StreamOpenDecoder;
import org.rankferry.protocol.wire.codec.SyncDecoder;

/**
 * The agent's side of one rank's door.
 *
 * <pre>
 *  Attach              -&gt; Attached or Refused   IDLE      onAttach
 *  phase(CHECKPOINT)   -&gt; Phase                 CALLED    leases held become void
 *  ImageBegin                                   WRITING   onImageBegin; void leases come back
 *  lease()             -&gt; Lease
 *  StreamOpen, Commit, StreamEnd                          onStreamOpen, onCommit, onStreamEnd
 *  Sync                                                   onSync, answered by synced() -&gt; Synced
 *  ImageEnd                                     ENDED     onImageEnd; leases still held come back
 *  phase(SET_COMMITTED), phase(ABORTED) -&gt; Phase   IDLE
 * </pre>
 *
 * <p>When a CHECKPOINT or ABORTED overtakes a rank that is writing, its frames of the old attempt are passed over until
 * its ImageBegin of the new one. It may still be writing into chunks it held, so a void lease is returned only when the
 * rank has shown that it is through with it: by a Commit of that chunk, an ImageEnd, the next ImageBegin, or its death.
 *
 * <p>Single threaded; events come from within {@link #onFrame} and {@link #closed}. Nothing is allocated per chunk.
 */
public final class RankSession {
    private final RankTerms terms;
    private final RankEvents events;
    private final RankDoorFrames frames;
    private final LeaseSet leases;
    private final RankImage image;
    private final AttachDecoder attach = new AttachDecoder();
    private final ImageBeginDecoder imageBegin = new ImageBeginDecoder();
    private final SyncDecoder sync = new SyncDecoder();

    private RankState state = RankState.ATTACHING;
    private int rank = -1;
    private int attempt = -1;
    /** The rank may still send frames of an attempt that is over. */
    private boolean stale;
    /** A Sync of this attempt waits for its answer. */
    private boolean syncing;
    private long syncNumber;

    /**
     * A rank that has connected and not attached.
     *
     * @param terms told to the rank
     * @param sink takes frames for it
     * @param events told and asked what the rank says
     */
    public RankSession(RankTerms terms, FrameSink sink, RankEvents events) {
        this.terms = terms;
        this.events = events;
        this.frames = new RankDoorFrames(sink);
        this.leases = new LeaseSet(terms.chunks(), events);
        this.image = new RankImage(terms, leases, events);
    }

    /**
     * A whole frame has come. Frames after the end are passed over.
     *
     * @param buffer that holds it, during the call
     * @param offset of its frame header
     * @param length in bytes
     * @throws FrameFault when the rank breaks a rule; Refused is sent, the rank is REFUSED. Close its socket, then call
     *     {@link #closed}
     */
    public void onFrame(DirectBuffer buffer, int offset, int length) {
        if (state == RankState.REFUSED || state == RankState.LOST) {
            return;
        }
        try {
            final int templateId = FrameCheck.templateId(buffer, offset, length);
            if (FrameHeader.credits(buffer, offset) != 0) {
                throw new FrameFault("frame header: credits is " + FrameHeader.credits(buffer, offset)
                    + ", expected 0 at the door");
            }
            dispatch(templateId, buffer, offset + FrameHeader.BODY_OFFSET);
        } catch (FrameFault fault) {
            if (state == RankState.REFUSED || state == RankState.LOST) {
                throw fault;
            }
            refuse(new Refusal(fault.code(), fault.expected(), fault.got(), fault.getMessage()));
            throw fault;
        }
    }

    /**
     * Tells the rank a phase. CHECKPOINT in the middle of writing makes it begin again.
     *
     * @param phase told
     * @param newAttempt for CHECKPOINT larger than every one before; otherwise as told before
     * @param epoch of the migration
     * @param text for ABORTED, why; else empty
     * @throws IllegalStateException when the state forbids it: IMAGE_STORED and SET_COMMITTED need the image's end
     */
    public void phase(RankPhase phase, int newAttempt, long epoch, String text) {
        switch (phase) {
            case CHECKPOINT -> call(newAttempt);
            case IMAGE_STORED -> requireState(RankState.ENDED);
            case SET_COMMITTED -> {
                requireState(RankState.ENDED);
                become(RankState.IDLE);
            }
            case ABORTED -> giveUp();
            default -> throw new IllegalArgumentException("phase " + phase + " cannot be told");
        }
        frames.phase(phase, newAttempt, epoch, text);
    }

    /**
     * Grants a chunk.
     *
     * @param chunk index in the pool
     * @throws IllegalStateException when the rank is not writing, or has the chunk already
     */
    public void lease(int chunk) {
        requireState(RankState.WRITING);
        if (chunk < 0 || chunk >= terms.chunks() || leases.isOut(chunk)) {
            throw new IllegalStateException("chunk " + chunk + " cannot be granted to rank " + rank + " of "
                + terms.chunks() + " chunks: it has it already, or there is none such");
        }
        leases.grant(chunk);
        frames.lease(chunk);
    }

    /**
     * Answers the rank's Sync: the target holds every chunk that the rank had committed before it.
     *
     * @throws IllegalStateException when the rank waits for no answer
     */
    public void synced() {
        if (!syncing) {
            throw new IllegalStateException("rank " + rank + " waits for no Synced in state " + state);
        }
        syncing = false;
        frames.synced(syncNumber);
    }

    /**
     * Whether the rank waits for {@link #synced}. An attempt that is given up or begun again answers by itself: the
     * rank hears of that instead.
     *
     * @return true between a Sync and its answer
     */
    public boolean isSyncing() {
        return syncing;
    }

    /**
     * Does not serve the rank any more. Close its socket after the frame is written, then call {@link #closed}.
     *
     * @param refusal told to the rank
     */
    public void refuse(Refusal refusal) {
        become(RankState.REFUSED);
        syncing = false;
        frames.refused(refusal);
    }

    /** The socket is closed: every lease comes back. May be called twice. */
    public void closed() {
        if (state != RankState.LOST) {
            become(RankState.LOST);
            syncing = false;
            leases.giveBackAll();
        }
    }

    /**
     * Where the rank stands.
     *
     * @return the state
     */
    public RankState state() {
        return state;
    }

    /**
     * Which rank this is.
     *
     * @return rank, -1 before Attach
     */
    public int rank() {
        return rank;
    }

    /**
     * The last attempt this rank was called for.
     *
     * @return attempt, -1 before the first CHECKPOINT
     */
    public int attempt() {
        return attempt;
    }

    /**
     * How many chunks the rank holds for the attempt it writes.
     *
     * @return leases, void ones not counted
     */
    public int leases() {
        return leases.heldCount();
    }

    /**
     * Whether the rank holds a chunk for the attempt it writes.
     *
     * @param chunk index in the pool
     * @return true between {@link #lease} and its Commit
     */
    public boolean isHeld(int chunk) {
        return leases.isHeld(chunk);
    }

    private void dispatch(int templateId, DirectBuffer buffer, int body) {
        switch (templateId) {
            case CommitDecoder.TEMPLATE_ID, StreamOpenDecoder.TEMPLATE_ID, StreamEndDecoder.TEMPLATE_ID,
                ImageEndDecoder.TEMPLATE_ID, SyncDecoder.TEMPLATE_ID -> onImageFrame(templateId, buffer, body);
            case ImageBeginDecoder.TEMPLATE_ID -> onImageBegin(buffer, body);
            case AttachDecoder.TEMPLATE_ID -> onAttach(buffer, body);
            default -> throw outOfOrder(FrameCheck.name(templateId));
        }
    }

    private void onAttach(DirectBuffer buffer, int body) {
        if (state != RankState.ATTACHING) {
            throw outOfOrder("Attach");
        }
        attach.wrap(buffer, body, AttachDecoder.BLOCK_LENGTH, AttachDecoder.SCHEMA_VERSION);
        final int attaching = Fields.int31("Attach", "rank", attach.rank());
        final int pid = Fields.int31("Attach", "pid", attach.pid());
        final String job = attach.job();
        Refusal refusal = null;
        final String fault = Names.jobFault(job);
        if (fault != null) {
            refusal = new Refusal(RefusalCode.JOB, 0, 0, fault);
        } else if (!job.equals(terms.job())) {
            refusal = new Refusal(RefusalCode.JOB, 0, 0,
                "rank " + attaching + " is of job " + job + ", this agent serves job " + terms.job());
        } else {
            refusal = events.onAttach(attaching, pid, job);
        }
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        rank = attaching;
        become(RankState.IDLE);
        frames.attached(terms);
    }

    private void onImageBegin(DirectBuffer buffer, int body) {
        imageBegin.wrap(buffer, body, ImageBeginDecoder.BLOCK_LENGTH, ImageBeginDecoder.SCHEMA_VERSION);
        if (state == RankState.ATTACHING) {
            throw outOfOrder("ImageBegin");
        }
        if (imageBegin.rank() != rank) {
            throw FrameFault.field("ImageBegin", "rank", imageBegin.rank(), "but rank " + rank + " is attached here");
        }
        final long answered = imageBegin.attempt();
        if (answered > attempt) {
            throw FrameFault.field("ImageBegin", "attempt", answered, "last called was " + attempt);
        }
        if (answered < attempt || state == RankState.IDLE) {
            if (state != RankState.CALLED && state != RankState.IDLE) {
                throw FrameFault.field("ImageBegin", "attempt", answered, "attempt " + attempt + " is being written");
            }
            // It answers a call that has been taken back since.
            stale = true;
            return;
        }
        if (state != RankState.CALLED) {
            throw outOfOrder("ImageBegin");
        }
        stale = false;
        leases.giveBackVoid();
        image.begin(rank);
        become(RankState.WRITING);
        events.onImageBegin(attempt);
    }

    /** Frames of the image: the image judges them, unless they belong to an attempt that is over. */
    private void onImageFrame(int templateId, DirectBuffer buffer, int body) {
        if (state != RankState.WRITING) {
            passOver(templateId, buffer, body);
            return;
        }
        switch (templateId) {
            case CommitDecoder.TEMPLATE_ID -> image.onCommit(buffer, body);
            case StreamOpenDecoder.TEMPLATE_ID -> image.onStreamOpen(buffer, body);
            case StreamEndDecoder.TEMPLATE_ID -> image.onStreamEnd(buffer, body);
            case SyncDecoder.TEMPLATE_ID -> onSync(buffer, body);
            default -> {
                final int streams = image.end(buffer, body);
                become(RankState.ENDED);
                leases.giveBackAll();
                events.onImageEnd(streams);
            }
        }
    }

    private void onSync(DirectBuffer buffer, int body) {
        if (syncing) {
            throw new FrameFault("frame Sync cannot come before the answer to the one before it");
        }
        sync.wrap(buffer, body, SyncDecoder.BLOCK_LENGTH, SyncDecoder.SCHEMA_VERSION);
        syncNumber = sync.number();
        syncing = true;
        events.onSync();
    }

    private void passOver(int templateId, DirectBuffer buffer, int body) {
        if (!stale || (state != RankState.CALLED && state != RankState.IDLE)) {
            throw outOfOrder(FrameCheck.name(templateId));
        }
        if (templateId == CommitDecoder.TEMPLATE_ID) {
            leases.giveBackVoid(image.committedChunk(buffer, body));
        } else if (templateId == ImageEndDecoder.TEMPLATE_ID) {
            leases.giveBackVoid();
        }
    }

    private void call(int newAttempt) {
        if (newAttempt <= attempt) {
            throw new IllegalArgumentException("attempt is " + newAttempt + ", at least " + (attempt + 1));
        }
        overtake();
        become(RankState.CALLED);
        attempt = newAttempt;
    }

    private void giveUp() {
        if (state == RankState.ATTACHING) {
            throw new IllegalStateException("rank has not attached; nothing can be given up");
        }
        if (state == RankState.IDLE) {
            return;
        }
        overtake();
        become(RankState.IDLE);
    }

    /** What the rank has sent of its attempt and not finished counts for nothing. */
    private void overtake() {
        stale |= state == RankState.WRITING;
        syncing = false;
        leases.makeVoid();
    }

    private FrameFault outOfOrder(String frame) {
        return new FrameFault("frame " + frame + " cannot come in state " + state);
    }

    private void become(RankState next) {
        state = state.become(next);
    }

    private void requireState(RankState required) {
        if (state != required) {
            throw new IllegalStateException("rank " + rank + " is in state " + state + ", not " + required);
        }
    }
}
