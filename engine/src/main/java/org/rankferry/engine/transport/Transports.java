package org.rankferry.engine.transport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;


/**
 * The transports there are, and the choice among them.
 *
 * <p>A transport named is taken or refused, never exchanged for another. {@code auto} takes the first in
 * {@link Transport#autoOrder()} that works and says why, and why not those before it.
 */
public final class Transports {
    /** What {@code --transport} says when the choice is left to the engine. */
    public static final String AUTO = "auto";


    private final List<Transport> all;

    /**
     * A choice among some.
     *
     * @param transports to choose from.
     */
    public Transports(final List<Transport> transports) {
        all = List.copyOf(transports);
    }

    /**
     * What was chosen.
     *
     * @param transport that will be used.
     * @param reason    in one line, for people and for {@code transport_reason}.
     */
    public record Choice(Transport transport, String reason) {
    }

    /** Finds those on the class path. */
    public static Transports load() {
        return new Transports(
            ServiceLoader.load(Transport.class).stream().map(ServiceLoader.Provider::get).toList());
    }

    /** Names of all, in alphabetical order. */
    public List<String> names() {
        return all.stream().map(Transport::name).sorted().toList();
    }

    /**
     * Finds one by name, whether it can run or not.
     *
     * @param name of the transport.
     * @throws TransportException when there is none of this name; the message lists those there are.
     */
    public Transport named(final String name) {
        for (final Transport transport : all) {
            if (transport.name().equals(name)) {
                return transport;
            }
        }
        throw new TransportException(
            "transport '" + name + "' is not known; there are: " + String.join(", ", names()));
    }

    /**
     * Takes the one asked for.
     *
     * @param name  of the transport, or {@link #AUTO}.
     * @param needs of the agent.
     * @throws TransportException when it is not known or can't run here, with the remedy.
     */
    public Choice choose(final String name, final FabricNeeds needs) {
        if (name.equals(AUTO)) {
            return auto(needs);
        }
        final Transport transport = named(name);
        final Availability availability = transport.availability(needs);
        if (!availability.usable()) {
            throw new TransportException("transport " + name + " can't run here: " + availability.reason());
        }
        return new Choice(transport, name + ": asked for by name");
    }

    private Choice auto(final FabricNeeds needs) {
        final List<String> passedOver = new ArrayList<>();
        final List<Transport> candidates = all.stream()
            .filter(transport -> transport.autoOrder() >= 0)
            .sorted(Comparator.comparingInt(Transport::autoOrder))
            .toList();
        for (final Transport transport : candidates) {
            final Availability availability = transport.availability(needs);
            if (availability.usable()) {
                passedOver.add(availability.reason());
                return new Choice(transport, transport.name() + ": " + String.join("; ", passedOver));
            }
            passedOver.add(transport.name() + " can't run: " + availability.reason());
        }
        throw new TransportException(passedOver.stream().collect(
            Collectors.joining("; ", "no transport can run here: ", "; name one with --transport: " + names())));
    }
}
