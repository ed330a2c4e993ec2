/** The versions that the service speaks. */
@NullMarked
package octavia.api.discovery;

import org.jspecify.annotations.NullMarked;
