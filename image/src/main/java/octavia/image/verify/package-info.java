/** Whether an image is one that amphorae can be started from. */
@NullMarked
package octavia.image.verify;

import org.jspecify.annotations.NullMarked;
