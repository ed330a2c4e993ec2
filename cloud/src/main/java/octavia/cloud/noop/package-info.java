/** Drivers that do nothing and always succeed, by upstream's names. */
@NullMarked
package octavia.cloud.noop;

import org.jspecify.annotations.NullMarked;
