/** oslo's INI files as typed, checked, documented options. */
@NullMarked
package octavia.config;

import org.jspecify.annotations.NullMarked;
