/** Counters over HAProxy's lives, and the heartbeats that report them. */
@NullMarked
package octavia.agent.heartbeat;

import org.jspecify.annotations.NullMarked;
