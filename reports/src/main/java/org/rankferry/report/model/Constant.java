package org.rankferry.report.model;

/**
 * A number of the model.
 *
 * @param symbol  in the formulas.
 * @param meaning of it.
 * @param value   with its unit.
 * @param source  measured in what, or assumed.
 */
public record Constant(String symbol, String meaning, String value, String source) {
}
