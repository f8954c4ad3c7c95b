// Command protojson judges Proto JSON: it reads messages as google.golang.org/protobuf does, and writes them again.
//
//	protojson <folders> <file.proto>...
//
// compiles the files, and answers each line {"type", "json"} or {"type", "base64"} with a line {"json", "base64"}, or
// {"error"} when the message does not parse. An Any may hold any type of those files and of what they import.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"
)

type question struct {
	Type   string          `json:"type"`
	JSON   json.RawMessage `json:"json"`
	Base64 []byte          `json:"base64"`
}

type answer struct {
	JSON   json.RawMessage `json:"json,omitempty"`
	Base64 []byte          `json:"base64,omitempty"`
	Error  string          `json:"error,omitempty"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: protojson <folders> <file.proto>...")
	}
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: filepath.SplitList(os.Args[1])}),
	}
	files, err := compiler.Compile(context.Background(), os.Args[2:]...)
	if err != nil {
		log.Fatal(err)
	}
	registry := &protoregistry.Files{}
	for _, file := range files {
		register(file, registry)
	}
	types := dynamicpb.NewTypes(registry)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		given := question{}
		if err := json.Unmarshal(lines.Bytes(), &given); err != nil {
			log.Fatal(err)
		}
		said, err := judge(given, types)
		if err != nil {
			said = answer{Error: err.Error()}
		}
		if err := out.Encode(said); err != nil {
			log.Fatal(err)
		}
	}
}

// register adds a file after what it imports, unless it is there.
func register(file protoreflect.FileDescriptor, registry *protoregistry.Files) {
	if _, err := registry.FindFileByPath(file.Path()); err == nil {
		return
	}
	for i := range file.Imports().Len() {
		register(file.Imports().Get(i).FileDescriptor, registry)
	}
	if err := registry.RegisterFile(file); err != nil {
		log.Fatal(err)
	}
}

func judge(given question, types *dynamicpb.Types) (answer, error) {
	kind, err := types.FindMessageByName(protoreflect.FullName(given.Type))
	if err != nil {
		return answer{}, fmt.Errorf("%s: %w", given.Type, err)
	}
	message := kind.New().Interface()
	if given.JSON != nil {
		err = protojson.UnmarshalOptions{Resolver: types}.Unmarshal(given.JSON, message)
	} else {
		err = proto.UnmarshalOptions{Resolver: types}.Unmarshal(given.Base64, message)
	}
	if err != nil {
		return answer{}, err
	}
	bytes, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		return answer{}, err
	}
	text, err := protojson.MarshalOptions{Resolver: types}.Marshal(message)
	return answer{JSON: text, Base64: bytes}, err
}
