/**
 * What controller and agent say to each other (agent REST API 1.0), and the controller's client.
 */
@NullMarked
package octavia.amphora.api;

import org.jspecify.annotations.NullMarked;
