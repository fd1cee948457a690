package org.rankferry.engine.demo;

import java.nio.file.Path;

import org.rankferry.engine.observe.ResultJson;
import org.rankferry.engine.store.set.Verification;

/**
 * How a demo went.
 *
 * @param json         of both ends, by the output contract.
 * @param verification of the set it left.
 * @param directory    of that set.
 */
public record DemoResult(ResultJson json, Verification verification, Path directory) {
}
