/** Counters and limits of projects. */
@NullMarked
package octavia.store.quota;

import org.jspecify.annotations.NullMarked;
