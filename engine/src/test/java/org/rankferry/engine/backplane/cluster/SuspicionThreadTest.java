package org.rankferry.engine.backplane.cluster;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.Protocol;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;


class SuspicionThreadTest {
    private static final int PATIENCE_S = 20;

    @TempDir
    private Path root;

    @BeforeEach
    void makeSecret() {
        SecretFile.create(root.resolve("secret"));
    }

    /** There is always another view to be made, for each takes seconds while a member does not acknowledge them. */
    @Test
    void whoDiesIsNoticedHoweverManyComeAndGo() throws Exception {
        final AtomicBoolean enough = new AtomicBoolean();
        try (JChannel first = member("n0"); JChannel mute = member("n1"); JChannel second = member("n2");
            JChannel third = member("n3")) {

            first.getProtocolStack().<GMS>findProtocol(GMS.class).getViewHandler().waitUntilComplete();
            final NoAcknowledgement silence = new NoAcknowledgement();
            mute.getProtocolStack().insertProtocol(silence, ProtocolStack.Position.BELOW, GMS.class);
            kill(third);
            Channels.awaitView(PATIENCE_S, view -> !view.containsMember(third.getAddress()), first);
            final Thread comers = Thread.ofPlatform().start(() -> comeAndGo(enough));
            try {
                Channels.awaitView(PATIENCE_S, view -> view.size() >= 4, first);
                kill(second);
                Channels.awaitView(PATIENCE_S, view -> !view.containsMember(second.getAddress()), first);
            } finally {
                enough.set(true);
                mute.getProtocolStack().removeProtocol(silence);
                comers.join();
            }
        }
    }

    private void comeAndGo(final AtomicBoolean enough) {
        for (int i = 0; !enough.get(); i++) {
            try {
                member("x" + i).close();
            } catch (final Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The others' sockets to it close, and it says nothing any more. */
    private static void kill(final JChannel member) throws Exception {
        Channels.deafen(member);
        member.getProtocolStack().<FD_SOCK2>findProtocol(FD_SOCK2.class).stop();
    }

    private JChannel member(final String node) throws Exception {
        return new JChannel(ClusterStack.of(LocalOptions.of(root, node))).name(node).connect("test");
    }

    /** Drops the word that a member has got a view. */
    private static final class NoAcknowledgement extends Protocol {
        private static final short MEMBERSHIP = ClassConfigurator.getProtocolId(GMS.class);

        @Override
        public Object down(final Message message) {
            final GMS.GmsHeader header = message.getHeader(MEMBERSHIP);
            return header != null && header.getType() == GMS.GmsHeader.VIEW_ACK ? null : super.down(message);
        }
    }
}
