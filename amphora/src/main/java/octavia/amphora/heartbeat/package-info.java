/** The signed datagrams that an amphora sends, and what they say. */
@NullMarked
package octavia.amphora.heartbeat;

import org.jspecify.annotations.NullMarked;
