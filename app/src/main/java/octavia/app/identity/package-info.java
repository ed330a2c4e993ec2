/** What a person exports to be let in. */
@NullMarked
package octavia.app.identity;

import org.jspecify.annotations.NullMarked;
