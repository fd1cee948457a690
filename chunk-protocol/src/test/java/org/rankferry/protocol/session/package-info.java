/** Both ends of a session and the door, against their rules, each other, and rubbish. */
package org.rankferry.protocol.session;
