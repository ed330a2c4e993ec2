/** What drivers of this very host share: child processes, ledgers, names, /proc. */
@NullMarked
package octavia.cloud.host;

import org.jspecify.annotations.NullMarked;
