/** The numbers of the paper whose figures the report repeats. Uses nothing. */
package org.rankferry.report.paper;
