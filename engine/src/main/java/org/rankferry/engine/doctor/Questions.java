package org.rankferry.engine.doctor;

import java.util.OptionalLong;

import org.rankferry.engine.transport.FabricNeeds;

/**
 * What a host is to be looked at for.
 *
 * @param poolBytes  of a source's chunk pool.
 * @param imageBytes of the images that a target holds at a time; empty when nobody said.
 * @param needs      devices and library to use, and the addresses of either end.
 */
public record Questions(long poolBytes, OptionalLong imageBytes, FabricNeeds needs) {
}
