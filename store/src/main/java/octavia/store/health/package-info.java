/** Heartbeats and statistics. */
@NullMarked
package octavia.store.health;

import org.jspecify.annotations.NullMarked;
