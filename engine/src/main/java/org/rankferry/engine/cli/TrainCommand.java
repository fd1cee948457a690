package org.rankferry.engine.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import org.agrona.IoUtil;
import org.rankferry.engine.api.SecretFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code rankferry train}: runs the other commands once in this process, so that the JVM can write down what every
 * later start needs.
 */
@Command(name = "train", hidden = true, description = "Runs every command once, for the ahead-of-time cache.")
final class TrainCommand implements Callable<Integer> {
    private static final int IMAGE_BYTES = 8 << 20;

    @Override
    public Integer call() throws IOException, InterruptedException {
        final Path place = Files.createTempDirectory("rankferry-train-");
        try {
            final Path secret = place.resolve("secret");
            SecretFile.create(secret);
            final Path image = Files.write(place.resolve("image"), new byte[IMAGE_BYTES]);
            run("--version");
            run("--help");
            for (final String command : List.of(
                "demo", "transfer", "send", "receive", "verify", "stat", "doctor", "agent", "status", "job", "migrate",
                "cancel", "checkpoint", "restart", "restore", "spare", "health", "inspect", "mount", "mount-image",
                "compare", "report")) {
                run(command, "--help");
            }
            transfer("shm", "unix:" + place.resolve("socket"), secret, image, place.resolve("shm"));
            transfer("tcp", "127.0.0.1:" + freePort(), secret, image, place.resolve("tcp"));
            run("verify", place.resolve("tcp").toString());
            run("stat", "--once");
            run("health");
            new ClusterTraining(place, secret).run();
            return CommandLine.ExitCode.OK;
        } finally {
            IoUtil.delete(place.toFile(), true);
        }
    }

    private static void transfer(
        final String transport, final String address, final Path secret, final Path image, final Path directory)
        throws InterruptedException {

        final String name = "train-" + ProcessHandle.current().pid();
        final AtomicInteger received = new AtomicInteger(-1);
        final Thread target = Thread.ofPlatform().start(() -> received.set(run(
            "receive", "--listen", address, "--secret-file", secret.toString(), "--transport", transport,
            "--store", "file", "--dir", directory.toString(), "--name", name, "--progress", "none")));
        final int sent = run(
            "send", "--connect", address, "--secret-file", secret.toString(), "--transport", transport, "--job", name,
            "--rank", "0", image.toString(), "--rank", "1", image.toString(), "--progress", "none");
        target.join();
        if (sent != 0 || received.get() != 0) {
            throw new CommandFailure("training over " + transport + " failed: send ended with " + sent
                + ", receive with " + received, null);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a command in this process, its output aside. */
    static int run(final String... args) {
        final PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        return Main.run(nowhere, System.err, args);
    }
}
