/** Which providers there are, and what profiles may tell them. */
@NullMarked
package octavia.api.provider;

import org.jspecify.annotations.NullMarked;
