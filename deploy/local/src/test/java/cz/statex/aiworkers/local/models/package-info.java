@NullMarked
package cz.statex.aiworkers.local.models;

import org.jspecify.annotations.NullMarked;
