package org.rankferry.report.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.jr.ob.JSON;

/** A headless Chromium with one page, driven over its DevTools protocol. Ends with {@link #close}. */
final class Browser implements AutoCloseable {
    private static final long DEADLINE_S = 90;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Map<String, Object>>> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Map<String, Object>> events = new ConcurrentLinkedQueue<>();

    /**
     * Starts it.
     *
     * @param program Chromium.
     * @param profile an empty directory of its own.
     */
    Browser(final Path program, final Path profile) throws IOException, InterruptedException {
        final ProcessBuilder builder = new ProcessBuilder(
            program.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--user-data-dir=" + profile,
            "--remote-debugging-port=0", "about:blank")
            .redirectErrorStream(true).redirectOutput(profile.resolve("chromium.log").toFile());
        builder.environment().put("TMPDIR", profile.toString());
        process = builder.start();
        try {
            final String port = port(profile.resolve("DevToolsActivePort"));
            socket = client.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(DEADLINE_S))
                .buildAsync(URI.create(pageSocket(port)), new Listener()).get(DEADLINE_S, TimeUnit.SECONDS);
        } catch (final IOException | InterruptedException | RuntimeException e) {
            stop();
            throw e;
        } catch (final ExecutionException | TimeoutException e) {
            stop();
            throw new IOException("no connection to Chromium", e);
        }
    }

    /** The Chromium of this machine. */
    static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(":", -1)).filter(place -> !place.isEmpty())
            .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome").map(Path.of(place)::resolve))
            .filter(Files::isExecutable).findFirst();
    }

    private String port(final Path file) throws IOException, InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (Files.exists(file) && Files.readString(file).contains("\n")) {
                return Files.readString(file).lines().findFirst().orElseThrow();
            }
            Thread.sleep(20);
        }
        throw new IOException("Chromium does not listen: "
            + Files.readString(file.resolveSibling("chromium.log")));
    }

    private String pageSocket(final String port) throws IOException, InterruptedException {
        final String list = client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
            .timeout(Duration.ofSeconds(DEADLINE_S)).build(), HttpResponse.BodyHandlers.ofString()).body();
        for (final Object target : JSON.std.listFrom(list)) {
            if ("page".equals(((Map<?, ?>) target).get("type"))) {
                return ((Map<?, ?>) target).get("webSocketDebuggerUrl").toString();
            }
        }
        throw new IOException("Chromium has no page: " + list);
    }

    /** Calls a method and waits for its answer. */
    Map<?, ?> call(final String method, final Map<String, Object> parameters) throws IOException {
        final int id = ids.incrementAndGet();
        final CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        try {
            socket.sendText(JSON.std.asString(Map.of("id", id, "method", method, "params", parameters)), true)
                .get(DEADLINE_S, TimeUnit.SECONDS);
            final Map<String, Object> given = answer.get(DEADLINE_S, TimeUnit.SECONDS);
            if (given.containsKey("error")) {
                throw new IOException(method + ": " + given.get("error"));
            }
            return (Map<?, ?>) given.get("result");
        } catch (final InterruptedException | ExecutionException
            | TimeoutException e) {
            throw new IOException(method + " has no answer", e);
        }
    }

    /** Shows a page and waits until it is there. */
    void open(final Path page) throws IOException {
        call("Network.enable", Map.of());
        call("Page.enable", Map.of());
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        evaluate("new Promise(done => document.readyState == 'complete' ? done(0) : addEventListener('load', () =>"
            + " done(0)))");
    }

    /** Sets how it shows pages from now on. */
    void show(final int width, final String media, final String scheme) throws IOException {
        call("Emulation.setDeviceMetricsOverride", Map.of(
            "width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        call("Emulation.setEmulatedMedia", Map.of(
            "media", media, "features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The value of an expression. */
    Object evaluate(final String expression) throws IOException {
        final Map<?, ?> answer = call(
            "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new IOException("the page says: " + answer.get("exceptionDetails"));
        }
        return ((Map<?, ?>) answer.get("result")).get("value");
    }

    /** Addresses that the page asked for, itself included. */
    List<String> requests() {
        final List<String> requests = new ArrayList<>();
        for (final Map<String, Object> event : events) {
            if ("Network.requestWillBeSent".equals(event.get("method"))) {
                requests.add(((Map<?, ?>) ((Map<?, ?>) event.get("params")).get("request")).get("url").toString());
            }
        }
        return requests;
    }

    @Override
    public void close() {
        socket.abort();
        stop();
    }

    private void stop() {
        final List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.add(process.toHandle());
        all.forEach(one -> one.onExit().orTimeout(DEADLINE_S, TimeUnit.SECONDS).join());
        client.shutdownNow();
    }

    /** Puts messages together. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(final WebSocket from, final CharSequence data, final boolean last) {
            text.append(data);
            if (last) {
                try {
                    final Map<String, Object> message = JSON.std.mapFrom(text.toString());
                    if (message.get("id") instanceof Integer id) {
                        answers.remove(id).complete(message);
                    } else {
                        events.add(message);
                    }
                } catch (final IOException e) {
                    answers.values().forEach(answer -> answer.completeExceptionally(e));
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
