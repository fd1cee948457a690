/**
 * {@code rankferry report}: makes a page with figures out of the JSON that {@code compare}, {@code bench} and
 * {@code bench-control} wrote.
 *
 * <p>{@code results} reads the files. {@code chapter} says what is shown of them, beside the numbers of the
 * {@code paper} and a {@code model} of larger jobs. {@code figure} draws, {@code page} writes. Nothing is measured
 * here.
 */
package org.rankferry.report;
