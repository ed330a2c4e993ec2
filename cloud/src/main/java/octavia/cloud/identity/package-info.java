/** The seam to the identity service: who holds a token. */
@NullMarked
package octavia.cloud.identity;

import org.jspecify.annotations.NullMarked;
