/**
 * A small identity service inside this program, which speaks as much of Keystone's API v3 as
 * clients need.
 */
@NullMarked
package octavia.cloud.identity.embedded;

import org.jspecify.annotations.NullMarked;
