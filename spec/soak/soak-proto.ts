const method = { requestType: 'StartRequest', responseType: 'google.longrunning.Operation' };

/** `soak.v1.Soak/Start`, as protobufjs writes it. */
export const soakProto = {
  nested: {
    soak: {
      nested: { v1: { nested: { Soak: { methods: { Start: method } }, StartRequest: { fields: {} } } } },
    },
  },
};
