/** What a person sees: text, tables and progress, plain where nobody watches. */
@NullMarked
package octavia.app.terminal;

import org.jspecify.annotations.NullMarked;
