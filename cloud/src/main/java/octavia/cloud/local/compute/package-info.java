/** Amphorae that are network namespaces and a tree of processes on this host. */
@NullMarked
package octavia.cloud.local.compute;

import org.jspecify.annotations.NullMarked;
