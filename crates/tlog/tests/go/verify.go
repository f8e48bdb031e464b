// Verifies logs that our crate wrote, with Go's own module-log library (golang.org/x/mod/sumdb): the checkpoint's
// signature, every tile on the way to every place asked for, the entries in their bundles, record and tree proofs.
//
// Usage: verify FOLDER... ; the last line says how much was verified.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

// path is where C2SP tlog-tiles keeps a tile that x/mod calls tile/8/L/N.
func path(t tlog.Tile) string {
	return strings.Replace(t.Path(), "tile/8/", "tile/", 1)
}

type files struct{ folder string }

func (f files) Height() int { return 8 }

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(filepath.Join(f.folder, path(t)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f files) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

// entry reads one entry from its bundle.
func (f files) entry(n, size int64) ([]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: n / 256, W: 256}
	if left := size - tile.N*256; left < 256 {
		tile.W = int(left)
	}
	data, err := os.ReadFile(filepath.Join(f.folder, strings.Replace(path(tile), "tile/0/", "tile/entries/", 1)))
	if err != nil {
		return nil, err
	}
	for i := int64(0); ; i++ {
		if len(data) < 2 {
			return nil, fmt.Errorf("the bundle of entry %d ends too early", n)
		}
		length := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+length {
			return nil, fmt.Errorf("the bundle of entry %d is torn", n)
		}
		if i == n%256 {
			return data[2 : 2+length], nil
		}
		data = data[2+length:]
	}
}

func hashes(words []string) []tlog.Hash {
	var all []tlog.Hash
	for _, word := range words {
		raw, err := base64.StdEncoding.DecodeString(word)
		must(err)
		var h tlog.Hash
		copy(h[:], raw)
		all = append(all, h)
	}
	return all
}

// log verifies one folder and gives how many record and tree proofs it verified.
func log(folder string) (records, trees int) {
	f := files{folder}
	vkey, err := os.ReadFile(filepath.Join(folder, "vkey"))
	must(err)
	verifier, err := note.NewVerifier(string(vkey))
	must(err)
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		must(fmt.Errorf("%s: the checkpoint does not have three lines", folder))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root := hashes(lines[2:3])[0]
	// The reader holds every tile it reads against the root of the checkpoint.
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, f)
	proofs, err := os.ReadFile(filepath.Join(folder, "proofs"))
	must(err)
	for _, line := range strings.Split(strings.TrimSpace(string(proofs)), "\n") {
		words := strings.Fields(line)
		n, err := strconv.ParseInt(words[1], 10, 64)
		must(err)
		proof := hashes(words[2:])
		if words[0] == "record" {
			entry, err := f.entry(n, size)
			must(err)
			held, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
			must(err)
			if held[0] != tlog.RecordHash(entry) {
				must(fmt.Errorf("%s: entry %d is not the one in the tile", folder, n))
			}
			must(tlog.CheckRecord(proof, size, root, n, held[0]))
			own, err := tlog.ProveRecord(size, n, reader)
			must(err)
			must(same(own, proof))
			records++
		} else {
			old, err := tlog.TreeHash(n, reader)
			must(err)
			must(tlog.CheckTree(proof, size, root, n, old))
			trees++
		}
	}
	return records, trees
}

func same(a []tlog.Hash, b []tlog.Hash) error {
	if len(a) != len(b) {
		return fmt.Errorf("a proof has %d hashes and Go's has %d", len(b), len(a))
	}
	for i := range a {
		if a[i] != b[i] {
			return fmt.Errorf("hash %d of a proof differs from Go's", i)
		}
	}
	return nil
}

func main() {
	records, trees := 0, 0
	for _, folder := range os.Args[1:] {
		r, t := log(folder)
		records, trees = records+r, trees+t
	}
	fmt.Printf("verified %d logs, %d record proofs, %d tree proofs\n", len(os.Args)-1, records, trees)
}
