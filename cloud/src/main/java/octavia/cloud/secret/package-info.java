/** Certificates of tenants: where they are read from, and what they must be. */
@NullMarked
package octavia.cloud.secret;

import org.jspecify.annotations.NullMarked;
