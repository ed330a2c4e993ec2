/** The training run of the start-up caches. */
@NullMarked
package octavia.app.warmup;

import org.jspecify.annotations.NullMarked;
