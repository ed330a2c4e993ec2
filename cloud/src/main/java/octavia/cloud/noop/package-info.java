/** Drivers that touch nothing, and with which everything succeeds. */
@NullMarked
package octavia.cloud.noop;

import org.jspecify.annotations.NullMarked;
