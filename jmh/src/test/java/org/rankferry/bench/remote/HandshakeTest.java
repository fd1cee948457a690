package org.rankferry.bench.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankferry.engine.api.SecretFile;
import org.rankferry.engine.api.TransferException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HandshakeTest {
    @TempDir
    Path place;

    private Path secret;
    private Path otherSecret;
    private ControlLink client;
    private Socket serverSocket;
    private ControlLink server;

    @BeforeEach
    void connect() throws IOException {
        secret = place.resolve("secret");
        SecretFile.create(secret);
        otherSecret = place.resolve("other");
        SecretFile.create(otherSecret);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            client = new ControlLink(
                new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort()), "bench server S");
            serverSocket = listener.accept();
            server = new ControlLink(serverSocket, "client C");
        }
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void bothEndsKnowEachOther() {
        final CompletableFuture<Void> served =
            CompletableFuture.runAsync(() -> new Handshake(secret, "1").serve(server));
        new Handshake(secret, "1").greet(client);
        served.join();
    }

    @Test
    void anotherSecretIsTurnedAwayAtBothEnds() {
        final CompletableFuture<Void> served =
            CompletableFuture.runAsync(() -> new Handshake(secret, "1").serve(server));
        assertFault("bench server S refused " + otherSecret + ": its secret is another; copy the same file",
            () -> new Handshake(otherSecret, "1").greet(client));
        final CompletionException fault = assertThrows(CompletionException.class, served::join);
        assertEquals("client C was turned away: its secret is another; copy the same file to both hosts",
            fault.getCause().getMessage());
    }

    @Test
    void aServerThatOnlyPretendsIsFoundOut() throws IOException {
        serverSocket.getOutputStream().write(
            "{\"service\":\"rankferry bench\",\"version\":\"1\",\"nonce\":\"00\"}\n{\"proof\":\"00\"}\n"
                .getBytes(StandardCharsets.US_ASCII));
        assertFault("does not know the secret in " + secret, () -> new Handshake(secret, "1").greet(client));
    }

    @Test
    void anotherVersionIsNamed() {
        final CompletableFuture<Void> served =
            CompletableFuture.runAsync(() -> new Handshake(secret, "2").serve(server));
        assertFault("bench server S is version 2, this is 1; run the same on both hosts",
            () -> new Handshake(secret, "1").greet(client));
        client.close();
        assertThrows(CompletionException.class, served::join);
    }

    @Test
    void aClientOfAnotherVersionIsTold() throws IOException {
        final CompletableFuture<Void> served =
            CompletableFuture.runAsync(() -> new Handshake(secret, "2").serve(server));
        client.receive(5);
        client.send(Map.of("version", "1"));
        assertEquals("it is version 1, this is 2; run the same on both hosts", client.receive(5).get("fault"));
        assertThrows(CompletionException.class, served::join);
    }

    @Test
    void somethingElseThatListensThereIsNoServer() throws IOException {
        serverSocket.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
        assertFault("bench server S is no rankferry bench; it said 'SSH-2.0-OpenSSH_9.2",
            () -> new Handshake(secret, "1").greet(client));
    }

    @Test
    void aServerThatGoesAwayIsNoticedWithoutAQuestion() throws Exception {
        assertEquals(false, client.isGone());
        server.close();
        final long deadlineNs = System.nanoTime() + 5_000_000_000L;
        while (!client.isGone() && System.nanoTime() - deadlineNs < 0) {
            Thread.sleep(1);
        }
        assertTrue(client.isGone());
        assertThrows(ControlLink.GoneException.class, () -> client.receive(5));
    }

    private static void assertFault(final String text, final Runnable step) {
        final TransferException fault = assertThrows(TransferException.class, step::run);
        assertTrue(fault.getMessage().contains(text), fault::getMessage);
    }
}
