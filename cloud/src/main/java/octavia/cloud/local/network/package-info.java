/** Networks that are bridges on this host. */
@NullMarked
package octavia.cloud.local.network;

import org.jspecify.annotations.NullMarked;
