/** The two certificate authorities, what they issue, and their key files. */
@NullMarked
package octavia.pki;

import org.jspecify.annotations.NullMarked;
