/** System tests: the command line as users run it, in processes of their own, with ranks that are C programs. */
package org.rankferry.system;
