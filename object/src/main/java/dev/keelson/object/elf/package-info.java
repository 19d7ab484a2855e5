/**
 * As much ELF as locating a symbol in a file and reading its sections takes (elf(5)). A uprobe
 * names a place by its offset in the file, a symbol table by its virtual address: the segments
 * translate. Notes and relocations are the content of sections, for others to read. {@link
 * dev.keelson.object.elf.ElfWriter} goes the other way, for relocatable files.
 *
 * <pre>
 *   ElfFile ---+--- ElfSegment*   address --&gt; file offset
 *              +--- ElfSection*   name --&gt; content
 *              +--- ElfSymbol*    name --&gt; address        (.symtab, else .dynsym)
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.object.elf.ElfFile}.
 */
package dev.keelson.object.elf;
