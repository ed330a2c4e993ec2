/** Tokens that OpenStack's Keystone has given out. */
@NullMarked
package octavia.cloud.identity.keystone;

import org.jspecify.annotations.NullMarked;
