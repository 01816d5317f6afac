/** The models of a host as a person looks after them: what is there, what to fetch, and how to bring one's own. */
@NullMarked
package cz.statex.aiworkers.local.models;

import org.jspecify.annotations.NullMarked;
