/** What every command uses: how it fails, waits and ends. */
@NullMarked
package octavia.app.command;

import org.jspecify.annotations.NullMarked;
