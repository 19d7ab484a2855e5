/** The judge, on invented measurements. */
package dev.keelson.faults;
