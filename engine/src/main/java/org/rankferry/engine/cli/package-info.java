/**
 * The command line: {@code rankferry demo}, {@code job}, {@code migrate}, {@code send},
 * {@code receive} and the others.
 *
 * <p>A command reads its arguments into the options of {@code engine.api}, starts what they describe, and prints what
 * comes of it; there is nothing here that a Java program could not do. {@link org.rankferry.engine.cli.Main} runs them.
 * Other modules add commands with {@link org.rankferry.engine.cli.CommandExtension}.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage. A failure is one line on standard error that begins with {@code
 * rankferry:}, the stack trace follows only with {@code --debug}. Results go to standard output, progress and remarks
 * to standard error. What a command starts is closed in the reverse order, also on SIGINT and SIGTERM.
 */
package org.rankferry.engine.cli;
