/** What listeners and pools alike may ask of TLS. */
@NullMarked
package octavia.api.tls;

import org.jspecify.annotations.NullMarked;
