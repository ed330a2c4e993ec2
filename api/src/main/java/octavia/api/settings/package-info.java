/** What octavia.conf says of the API. */
@NullMarked
package octavia.api.settings;

import org.jspecify.annotations.NullMarked;
