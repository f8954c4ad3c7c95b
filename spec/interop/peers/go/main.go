// Command interop is the Go side of the interoperability specs: `interop serve` is an operations service behind
// grpc-go, grpc-gateway, connect-go and vanguard; `interop client` runs the clients of cloud.google.com/go/longrunning.
package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: interop serve|client")
	}
	var err error
	switch os.Args[1] {
	case "serve":
		err = serve()
	case "client":
		err = client(os.Stdin, os.Stdout)
	default:
		err = fmt.Errorf("no such part: %s", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}
