/** What a Java program uses. */
package org.rankferry.engine.api;
