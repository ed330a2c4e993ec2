/** Machines that amphorae run on. */
@NullMarked
package octavia.cloud.compute;

import org.jspecify.annotations.NullMarked;
